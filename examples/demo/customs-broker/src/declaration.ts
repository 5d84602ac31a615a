import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
export class Declaration {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ length: 12, unique: true })
  parcel!: string;

  @Column({ length: 20, default: 'draft' })
  state!: string;

  @OneToMany(() => Item, (item) => item.declaration, { cascade: true })
  items!: Item[];
}

@Entity()
export class Item {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ length: 10 })
  tariff!: string;

  @Column()
  cents!: number;

  @ManyToOne(() => Declaration)
  @JoinColumn()
  declaration!: Declaration;
}
